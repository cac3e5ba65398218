-- exact_sum: the sum of doubles at twelve decimals, null without any: its last digit does not hang on the order of rows,
-- as that of a sum of doubles does.
create or replace macro exact_sum(value) as sum(value::decimal(38, 12))::double
