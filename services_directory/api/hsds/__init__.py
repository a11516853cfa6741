"""The directory in the shape of Open Referral UK 3.0, a profile of HSDS 3.0 (O3)."""
