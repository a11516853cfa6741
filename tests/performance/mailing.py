"""Settings of the bench of mass mail: the directory's, with the mail server that MAILER names and no limit of rate."""

from portal.settings.env import env, mailers
from tests.performance.directory import *

MAILERS = mailers(env.json("MAILER"))
MAILING_PER_MINUTE = 0
