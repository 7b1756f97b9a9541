"""What port orders are judged by: the rules of countries and the calendars, with the operator's pages for them."""
