-- equity: rows of a run's equity.parquet, one per wallet that is settled in and instant: those of the time grid, and
-- between them of the fills that the drawdown hangs on; order: ts_init, wallet_index. Source: staged_equity.
select
    $origin_ns::bigint + ts_init_ns as ts_init,
    wallet_index,
    balance::money_decimal as balance,
    unrealized::money_decimal as unrealized,
    equity::money_decimal as equity,
from staged_equity
