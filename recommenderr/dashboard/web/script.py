"""What the server runs for every page.

It lies away from the `pages` folder: beside one, Streamlit serves the files in it by themselves, without the menu,
until somebody has opened the first page.
"""

from recommenderr.dashboard import navigation

navigation.run()
