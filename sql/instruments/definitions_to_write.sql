-- definitions_to_write: what becomes one file an instrument; grain instrument; order file_ordinal. The first columns are
-- those of a definition made by conversion; available_from and available_to are ns, UTC. Source: new_definitions.
select
    file_ordinal,
    instrument_id,
    type,
    venue,
    symbol,
    base_currency,
    quote_currency,
    settlement_currency,
    price_precision,
    size_precision,
    tick_size,
    lot_size,
    multiplier,
    is_inverse,
    instrument_key,
    venue_symbol,
    expiry,
    strike,
    option_right,
    available_from,
    available_to,
    store_row,
from new_definitions
order by file_ordinal
