"""Takes every picture anew. A server of its own plays the sample; what is running is left alone."""

import os

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from tests.browser.tour.camera import take_all

    take_all()
