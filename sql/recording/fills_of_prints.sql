-- fills_of_prints: staged_print_fills with the columns of staged_fills, one row per fill; order: append order.
-- Source: staged_print_fills.
select
    *,
    0::price_decimal as best_bid,
    0::price_decimal as best_ask,
    (-1)::size_decimal as queue_ahead,
    0::bigint as resting_ns,
from staged_print_fills
