-- price_cost: what trading a quantity at `price` instead of `benchmark` costs a buyer, in the settlement currency;
-- negated for a seller. multiplier in quote (base if inverse).
create or replace macro price_cost(quantity, benchmark, price, multiplier, is_inverse) as
    case
        when is_inverse then quantity * multiplier * (1 / nullif(benchmark, 0) - 1 / nullif(price, 0))
        else quantity * multiplier * (price - benchmark)
    end
