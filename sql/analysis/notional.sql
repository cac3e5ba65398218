-- notional: signed value of a quantity at a price in the settlement currency; multiplier in quote (base if inverse).
create or replace macro notional(quantity, price, multiplier, is_inverse) as
    case when is_inverse then quantity * multiplier / nullif(price, 0) else quantity * price * multiplier end
