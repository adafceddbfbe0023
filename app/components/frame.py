"""What surrounds every page and lives in the browser."""

import reflex as rx

_LIBRARY = "$/public/ui/frame.jsx"


class Drawer(rx.Component):
    """The navigation of a phone: a button and the sheet that it opens."""

    library = _LIBRARY
    tag = "Drawer"


class ThemeChoice(rx.Component):
    """Light, dark, or like the system."""

    library = _LIBRARY
    tag = "ThemeChoice"


class Notice(rx.Component):
    """The one polite live region; what it says is also shown for some seconds."""

    library = _LIBRARY
    tag = "Notice"

    message: rx.Var[str]
    occasion: rx.Var[str]


class Main(rx.Component):
    """The main landmark; it takes the focus when it replaces another page."""

    library = _LIBRARY
    tag = "Main"


class Arrived(rx.Component):
    """The first child until the page's first answer has come, then the second."""

    library = _LIBRARY
    tag = "Arrived"

    answered: rx.Var[bool]


class SkipLink(rx.Component):
    """The first stop of the keyboard: past the navigation."""

    library = _LIBRARY
    tag = "SkipLink"


class OfflineBar(rx.Component):
    """A thin bar while the server cannot be reached."""

    library = "$/public/ui/connection.jsx"
    tag = "OfflineBar"


class Untold(rx.Component):
    """What is shown unless the form of this command id says it."""

    library = "$/public/ui/tellers.jsx"
    tag = "Untold"

    form: rx.Var[str]


class ConfirmOneself(rx.Component):
    """The dialog that asks for the password, for whatever takes it once more."""

    library = "$/public/ui/posting.jsx"
    tag = "ConfirmOneself"

    email: rx.Var[str]


class LeaveGuard(rx.Component):
    """The question before text that was typed and not sent is lost."""

    library = "$/public/ui/unsent.jsx"
    tag = "LeaveGuard"


class ByAddress(rx.Component):
    """The child of that one of `values` which the address names; the first without one."""

    library = "$/public/ui/by_address.jsx"
    tag = "ByAddress"

    name: rx.Var[str]
    values: rx.Var[list[str]]


class SearchBox(rx.Component):
    """A search field whose text is the `q` of the address."""

    library = "$/public/ui/search_box.jsx"
    tag = "SearchBox"

    label: rx.Var[str]
    placeholder: rx.Var[str]
    limit: rx.Var[int]
    kept: rx.Var[list[str]]  # other parameters of the address that a search leaves alone


drawer = Drawer.create
theme_choice = ThemeChoice.create
notice = Notice.create
main = Main.create
arrived = Arrived.create
skip_link = SkipLink.create
offline_bar = OfflineBar.create
untold = Untold.create
confirm_oneself = ConfirmOneself.create
leave_guard = LeaveGuard.create
by_address = ByAddress.create
search_box = SearchBox.create
