"""The pages of the menu."""

from __future__ import annotations

from recommenderr.dashboard.navigation import PAGES, ROOT


def test_every_page_is_a_file_with_a_name_and_an_address_of_its_own() -> None:
    files, titles, paths = zip(*PAGES, strict=True)
    assert {file for file in files if not (ROOT / file).is_file()} == set()
    assert {f"pages/{path.name}" for path in (ROOT / "pages").glob("*.py")} == set(files)
    assert len(set(titles)) == len(set(paths)) == len(PAGES)


def test_the_first_page_is_where_the_dashboard_opens() -> None:
    assert [path for _, _, path in PAGES].index("") == 0
