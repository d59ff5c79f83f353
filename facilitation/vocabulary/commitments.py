"""The twelve commitments of the UN75 Declaration (A/RES/75/1, 21 September 2020).

Short titles as in the United Nations press release GA/12267; keys are the commitment numbers
used across the toolkit (commitment 1 is paragraph 7 of the resolution).
"""

from django.utils.translation import gettext_lazy as _

COMMITMENTS = {
    1: _("We will leave no one behind"),
    2: _("We will protect our planet"),
    3: _("We will promote peace and prevent conflicts"),
    4: _("We will abide by international law and ensure justice"),
    5: _("We will place women and girls at the centre"),
    6: _("We will build trust"),
    7: _("We will improve digital cooperation"),
    8: _("We will upgrade the United Nations"),
    9: _("We will ensure sustainable financing"),
    10: _("We will boost partnerships"),
    11: _("We will listen to and work with youth"),
    12: _("We will be prepared"),
}
