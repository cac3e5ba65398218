-- ledger: rows of a run's ledger.parquet, one per cash flow that no fill tells; order: as booked.
-- A run starts with its deposits. Source: run_deposits.
select
    $origin_ns::bigint as ts_init,
    account_index,
    currency,
    kind,
    amount::deposit_decimal as amount,
from run_deposits
