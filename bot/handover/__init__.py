"""Questions handed to a colleague: consent, contact, enquiry, and what is passed on between both sides."""
