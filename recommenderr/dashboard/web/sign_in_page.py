"""The form that stands before the gate: one page of its own, without a script."""

from __future__ import annotations

from html import escape

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sign in - Recommenderr</title>
<style>
:root {{ --back: #faf8f4; --card: #fff; --text: #1d1b18; --line: #8d867a; --key: #8a4b00; --key-text: #fff;
  --bad: #a3161c; }}
@media (prefers-color-scheme: dark) {{ :root {{ --back: #101114; --card: #191b20; --text: #eeebe4; --line: #7c7f88;
  --key: #f2b33d; --key-text: #17130a; --bad: #ff9d94; }} }}
* {{ box-sizing: border-box; }}
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--back); color: var(--text);
  font: 1rem/1.5 "Source Sans", system-ui, sans-serif; padding: 1rem; }}
form {{ background: var(--card); border: 1px solid color-mix(in srgb, var(--line) 45%, transparent);
  border-radius: 16px; padding: 2rem; width: min(24rem, 100%); }}
h1 {{ font-size: 1.5rem; margin: 0 0 .25rem; letter-spacing: -.01em; }}
p {{ margin: 0 0 1.25rem; }}
label {{ display: block; font-weight: 600; margin-bottom: .35rem; }}
input {{ width: 100%; font: inherit; padding: .65rem .75rem; border-radius: 8px; border: 1px solid var(--line);
  background: var(--back); color: inherit; }}
button {{ width: 100%; margin-top: 1rem; font: inherit; font-weight: 700; padding: .7rem; border: 0;
  border-radius: 8px; background: var(--key); color: var(--key-text); cursor: pointer; }}
:focus-visible {{ outline: 3px solid var(--key); outline-offset: 2px; }}
.bad {{ color: var(--bad); font-weight: 600; }}
</style>
</head>
<body>
<main>
<form method="post" action="{action}">
<h1>Recommenderr</h1>
<p>What do we watch tonight?</p>
{sentence}
<input type="hidden" name="to" value="{target}">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required autofocus>
<button>Sign in</button>
</form>
</main>
</body>
</html>
"""


def sign_in_page(action: str, target: str, sentence: str = "") -> str:
    """The page; `action` is where the form goes, `target` where its sender wants to go after that."""
    told = f'<p class="bad" role="alert">{escape(sentence)}</p>' if sentence else ""
    return _PAGE.format(action=escape(action), target=escape(target), sentence=told)
