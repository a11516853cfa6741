"""Further languages of a site: turned on by the association, translated through wagtail-localize (decision 66)."""
