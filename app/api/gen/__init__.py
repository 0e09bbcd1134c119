"""Generated from ``packages/contract/proto`` by ``make contract``; changed nowhere else."""
