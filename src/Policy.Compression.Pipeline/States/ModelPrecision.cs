namespace OptPolicy.Compression.Pipeline.States;

/// <summary>What the weights of a model are on its way through a pipeline.</summary>
public enum ModelPrecision
{
    /// <summary>Floating-point numbers that any stage may change.</summary>
    Float,

    /// <summary>Floating-point masters that were trained through a grid and will be rounded to it.</summary>
    FakeQuantized,

    /// <summary>Codes on a grid; nothing may train or prune them any more.</summary>
    Packed,
}
