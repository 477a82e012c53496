"""The script that Streamlit runs for every page.

It stands outside the folder of `pages`: next to a folder of that name, Streamlit serves the files in it by themselves,
without the menu, until someone has opened the first page.
"""

from recommenderr.dashboard import navigation

navigation.run()
