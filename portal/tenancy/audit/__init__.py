"""Who did what in the administration, and who looked at personal data: Wagtail's own two logs, which nobody rewrites.

`rules` lets the database refuse changes, `looks` writes a line when somebody sees personal data, `search` finds lines
for the Union and for an association's managers, `keeping` deletes what is too old. Sign-ins are noted by
`portal.users.audit`. A line names an account, a kind of thing and its number: never what stands in it.
"""
