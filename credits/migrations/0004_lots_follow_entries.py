"""What was paid into a lot and what remains of it follows its entries, by a trigger; lots that are there are filled in."""

from django.db import migrations

FOLLOW = """
CREATE FUNCTION credits_lot_follows_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE credits_lot
  SET remaining = remaining + NEW.amount,
      paid = paid + CASE WHEN NEW.kind = 'payment' THEN NEW.amount ELSE 0 END
  WHERE id = NEW.lot_id;
  RETURN NULL;
END $$;
CREATE TRIGGER credits_lot_follows_entry AFTER INSERT ON credits_entry
FOR EACH ROW EXECUTE FUNCTION credits_lot_follows_entry();
UPDATE credits_lot SET
  remaining = coalesce((SELECT sum(amount) FROM credits_entry WHERE lot_id = credits_lot.id), 0),
  paid = coalesce((SELECT sum(amount) FROM credits_entry WHERE lot_id = credits_lot.id AND kind = 'payment'), 0);
"""
UNFOLLOW = """
DROP TRIGGER credits_lot_follows_entry ON credits_entry;
DROP FUNCTION credits_lot_follows_entry();
"""


class Migration(migrations.Migration):
    dependencies = [("credits", "0003_lots_know_what_remains")]
    operations = [migrations.RunSQL(FOLLOW, UNFOLLOW)]
