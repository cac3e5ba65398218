-- run_instruments: one row per run and instrument; instrument_index is what the result files carry. Unordered.
-- Its account is that of its venue, of the same name. Fees are fractions of the notional; multiplier is units of the quote (base if inverse) per contract and price.
-- Source: run_summaries.
with listed as (
    select
        run_id,
        unnest((summary -> '$.instruments')::json[]) as instrument,
        coalesce(summary ->> '$.account_type', 'MARGIN') as account_type,
    from run_summaries
)

select
    run_id,
    (instrument ->> '$.instrument_index')::utinyint as instrument_index,
    instrument ->> '$.instrument_id' as instrument_id,
    instrument ->> '$.venue' as venue,
    coalesce(instrument ->> '$.account_type', account_type) as account_type,
    coalesce(instrument ->> '$.oms_type', 'NETTING') as oms_type,
    instrument ->> '$.base_currency' as base_currency,
    instrument ->> '$.quote_currency' as quote_currency,
    instrument ->> '$.settlement_currency' as settlement_currency,
    (instrument ->> '$.price_precision')::integer as price_precision,
    (instrument ->> '$.size_precision')::integer as size_precision,
    (instrument ->> '$.currency_precision')::integer as currency_precision,
    coalesce(instrument ->> '$.multiplier', '1')::decimal(18, 9) as multiplier,
    coalesce((instrument ->> '$.is_inverse')::boolean, false) as is_inverse,
    (instrument ->> '$.maker_fee')::decimal(18, 9) as maker_fee,
    (instrument ->> '$.taker_fee')::decimal(18, 9) as taker_fee,
    coalesce(instrument ->> '$.liquidation_fee', '0')::decimal(18, 9) as liquidation_fee,
from listed
