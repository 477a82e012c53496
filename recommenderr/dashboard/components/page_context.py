"""What a page is given: the household, the generation that serves, and the view that its address names."""

from __future__ import annotations

from dataclasses import dataclass, replace

from recommenderr.artifacts import Generation
from recommenderr.dashboard.session import caches, session_state
from recommenderr.dashboard.session.view_url import View, account_from_params, read_view, within_sliders
from recommenderr.dashboard.web.sessions import AuthUser
from recommenderr.errors import UsageError
from recommenderr.household.service import Household, HouseholdSnapshot
from recommenderr.model.weights import Weights
from recommenderr.recommender.service import Recommender
from recommenderr.recommender.user import User
from recommenderr.recommender.user_weights import settings_weights, weights_from
from recommenderr.records import Account
from recommenderr.settings import Settings

PERSON = "c_person"
"""The key of the control that chooses the person."""


@dataclass(frozen=True, slots=True)
class AppContext:
    """What a page knows before anything was built.

    It may stay in the session: a control's callback and a fragment hold it, also for a while after the tab was closed.

    Attributes:
        settings: the settings of the process.
        recommender: the façade for lists.
        user: who is signed in.
        snapshot: people, presets, server and last refresh, read once for this run of the page.
    """

    settings: Settings
    recommender: Recommender
    user: AuthUser
    snapshot: HouseholdSnapshot

    @property
    def household(self) -> Household:
        """The façade for people: history, presets, status."""
        return Household(self.settings)

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The people that this user may see."""
        return tuple(account for account in self.snapshot.accounts if self.user.may_see(account.account_id))


@dataclass(frozen=True, slots=True)
class PageContext(AppContext):
    """What a page is drawn from. It maps the files of its generation, so nothing may hold it longer than one run.

    Attributes:
        generation: the one that the recommender answers from, whichever serves meanwhile.
        view: the person, weights, filters and title that the page shows.
        default_weights: the weights of this person when no slider is moved.
        arrived: whether the address counts in this run, and not the controls.
    """

    generation: Generation
    view: View
    default_weights: Weights
    arrived: bool = False

    @property
    def app(self) -> AppContext:
        """The same without the generation, for what stays in the session."""
        return AppContext(self.settings, caches.recommender(self.settings), self.user, self.snapshot)

    @property
    def name(self) -> str:
        """What the person of the view is called."""
        return person_names(self.snapshot)[self.view.account_id]

    @property
    def person(self) -> User:
        """The model of the view's person."""
        return self.recommender.user(self.view.account_id)

    def with_view(self, view: View) -> PageContext:
        """The same for another view."""
        return replace(self, view=view)


def page_context(app: AppContext, generation: Generation) -> PageContext:
    """The context of this run: the view comes from the address where that counts, otherwise from the session."""
    arrived = session_state.is_arrival()
    if arrived:
        params = session_state.url_params()
        account_id = account_from_params(params, lambda text: _find_person(app, text), _first_person(app))
        default = default_weights(app, account_id)
        _open_view(read_view(params, account_id, default, caches.filter_choices(generation)))
    elif session_state.view().account_id not in {account.account_id for account in app.accounts}:
        account_id = _first_person(app)
        _open_view(View(account_id, default_weights(app, account_id)))
    return context_of(app, generation, session_state.view(), arrived=arrived)


def context_of(app: AppContext, generation: Generation, view: View, *, arrived: bool = False) -> PageContext:
    """The context of a view of one generation."""
    return PageContext(
        settings=app.settings,
        recommender=app.recommender.as_of(generation),
        user=app.user,
        snapshot=app.snapshot,
        generation=generation,
        view=view,
        default_weights=default_weights(app, view.account_id),
        arrived=arrived,
    )


def default_weights(app: AppContext, account_id: int) -> Weights:
    """The weights of a person when no slider is moved: their default preset, otherwise the settings'."""
    base = settings_weights(app.settings)
    preset = app.snapshot.default_preset(account_id)
    weights = base if preset is None else weights_from(preset.values, base)
    return within_sliders(weights, weights)


def person_names(snapshot: HouseholdSnapshot) -> dict[int, str]:
    """What each person is called in a list: their name, with the id where two have the same."""
    names = [account.name for account in snapshot.accounts]
    return {
        account.account_id: f"{account.name} (id {account.account_id})"
        if names.count(account.name) > 1
        else account.name
        for account in snapshot.accounts
    }


def _open_view(view: View) -> None:
    """Makes this the session's view, controls included."""
    session_state.set_view(view)
    session_state.seed(PERSON, view.account_id, overwrite=True)
    session_state.set_sliders(view.weights)
    session_state.forget_controls("f_", "t_")


def _find_person(app: AppContext, text: str) -> int | None:
    try:
        account_id = app.household.find_person(text).account_id
    except UsageError:
        return None
    return account_id if app.user.may_see(account_id) else None


def _first_person(app: AppContext) -> int:
    """Whose list is shown first: the first person with anything watched, otherwise the first person."""
    watched = [account for account in app.accounts if account.account_id in app.snapshot.has_history]
    return (watched or list(app.accounts))[0].account_id
