"""Answers to our letters that come by e-mail and go into the request they are about."""
