-- store_rows: one day's instruments store with the columns we use, typed; grain row of the store; order store_row_number.
-- Prices, sizes and strikes are text as the store has them; store_row is the whole row as JSON. Source: store_instruments,
-- the store's columns under our names.
select
    store_row_number,
    instrument_key,
    venue_symbol,
    settlement_currency,
    tick_size,
    lot_size,
    multiplier,
    is_inverse,
    available_from,
    available_to,
    store_row,
from store_instruments
order by store_row_number
