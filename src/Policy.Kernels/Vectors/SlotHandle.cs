namespace OptPolicy.Kernels.Vectors;

/// <summary>Names one entry of a partition until it is removed; never names another one afterwards.</summary>
/// <param name="Block">Number of the block.</param>
/// <param name="Slot">Slot within the block.</param>
/// <param name="Stamp">Number of the entry in the order of insertion, from 1.</param>
public readonly record struct SlotHandle(int Block, int Slot, long Stamp);
