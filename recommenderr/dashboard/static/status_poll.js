// Tells what goes on now without the page being drawn, and asks for the page where there is news.

const LOST_MS = 10_000; // a page that was asked for and did not come is asked for again

const turns = new WeakMap(); // the turn that counts, by its place; Streamlit begins another whenever it likes

let drawn = ""; // when the page was drawn
let asked = -LOST_MS; // when it, or another one, was asked for since

const show = (now) => {
  for (const element of document.querySelectorAll(".rr-live")) {
    element.className = `rr-live rr-${now.kind}`;
    const sentence = element.querySelector(".rr-sentence");
    if (sentence.innerHTML !== now.sentence) sentence.innerHTML = now.sentence;
    element.querySelector("progress").value = now.share;
  }
};

// Whoever goes to another page is not led back: asked for now, this one would come after it.
const leave = (event) => {
  if (event.type === "popstate" || event.target.closest?.("a[href]")) asked = performance.now();
};
document.addEventListener("click", leave, true);
window.addEventListener("popstate", leave);

export default function ({ data, parentElement, setTriggerValue }) {
  turns.get(parentElement)?.abort();
  const turn = new AbortController();
  turns.set(parentElement, turn);
  if (data.drawn !== drawn) [drawn, asked] = [data.drawn, -LOST_MS];

  const look = async () => {
    if (document.hidden) return;
    const answer = await fetch(data.address, { cache: "no-store", signal: turn.signal });
    if (answer.status === 401) window.location.reload(); // signed out elsewhere: this shows the form
    if (!answer.ok) return;
    const now = await answer.json();
    if (turn.signal.aborted) return;
    show(now);
    if (now[data.watched] === data.seen || performance.now() - asked < LOST_MS) return;
    asked = performance.now();
    setTriggerValue("changed", now[data.watched]);
  };

  // A server that cannot be reached is told of by Streamlit.
  const try_to_look = () => look().catch(() => {});
  const look_again = () => try_to_look().finally(() => turn.signal.aborted || wait());
  const wait = () => setTimeout(look_again, data.every_ms);

  document.addEventListener("visibilitychange", try_to_look, { signal: turn.signal });
  wait();
  return () => turn.abort();
}
