"""Both directions between port orders and a carrier: what it is asked, what it says, and what follows from it."""
