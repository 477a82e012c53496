"""Uses the installed packages as the program does, and compiles exactly the modules that this imports.

So the image build fails if `slim.sh` removed too much, and every start finds its bytecode, even on a read-only file
system.
"""

from __future__ import annotations

import importlib
import py_compile
import sys
from pathlib import Path

LOADED = (
    *("altair", "dotenv", "filelock", "joblib", "numpy", "pandas", "PIL.Image", "PIL.ImageDraw", "PIL.ImageFont"),
    *("PIL.JpegImagePlugin", "PIL.PngImagePlugin", "PIL.WebPImagePlugin", "plexapi.server", "plexapi.myplex"),
    *("pyarrow", "pyarrow.compute", "rapidfuzz", "requests", "schedule", "scipy.sparse", "scipy.sparse.linalg"),
    *("sklearn.cluster", "sklearn.decomposition", "sklearn.feature_extraction.text", "sklearn.manifold"),
    *("sklearn.preprocessing", "supervisor.rpcinterface", "supervisor.supervisord", "streamlit.testing.v1"),
    *("streamlit.web.bootstrap", "streamlit.web.cli", "streamlit.web.server.starlette", "uvicorn", "websockets"),
)

PAGE = """
import altair, pandas, streamlit
table = pandas.DataFrame({"genre": ["Drama", "War"], "share": [0.7, 0.3]})
streamlit.altair_chart(altair.Chart(table).mark_bar().encode(x="share", y="genre"))
streamlit.bar_chart(table, x="genre", y="share")
streamlit.line_chart(table, y="share")
streamlit.scatter_chart(table, x="genre", y="share")
streamlit.dataframe(table)
streamlit.table(table)
streamlit.slider("people", 0.0, 2.0, 1.0)
streamlit.multiselect("genres", ["Drama", "War"])
"""


def use() -> None:
    """Imports everything, fits the features of a few texts, and renders a page with charts and tables.

    Raises:
        SystemExit: the page fails.
    """
    for name in LOADED:
        importlib.import_module(name)
    from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
    from streamlit.testing.v1 import AppTest

    counts = CountVectorizer().fit_transform(["a house by the sea", "a house on the hill"])
    TfidfTransformer().fit_transform(counts)
    page = AppTest.from_string(PAGE, default_timeout=300).run()
    if page.exception:
        raise SystemExit(f"warm: a page fails: {page.exception}")


def compile_loaded(folder: Path) -> int:
    """Compiles every loaded module in the folder and its subfolders, and returns the size of the bytecode."""
    files = {Path(file) for module in list(sys.modules.values()) if (file := getattr(module, "__file__", None))}
    compiled = [
        # Unchecked: it stays valid if the file's time changes in another layer or registry.
        py_compile.compile(str(file), doraise=True, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
        for file in sorted(files)
        if file.suffix == ".py" and file.is_relative_to(folder)
    ]
    return sum(Path(path).stat().st_size for path in compiled if path)


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    use()
    print(f"warm: {compile_loaded(Path(sys.prefix)) / 1e6:.0f} MB of bytecode")
