using OptPolicy.Kernels.Devices;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Compression.Pipeline.Advice;

/// <summary>A model, what it is to do, and what there is to do it with. Immutable.</summary>
/// <param name="Model">The model.</param>
public sealed record AdviceRequest(ModelFacts Model)
{
    /// <summary>Where it will run.</summary>
    public CompressionTarget Target { get; init; }

    /// <summary>How long training may take.</summary>
    public TrainingBudget Budget { get; init; }

    /// <summary>What will run it.</summary>
    public DeviceKind Device { get; init; }

    /// <summary>Requests at once.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>Most bytes of the weights; <see langword="null"/>: the target's usual limit.</summary>
    public long? SizeMax { get; init; }

    /// <summary>Examples to train or calibrate on.</summary>
    public ExampleFacts? Data { get; init; }

    /// <summary>Tasks that decide.</summary>
    public TaskFacts? Tasks { get; init; }

    /// <summary>The share of the tasks that the model solves, from <c>optpolicy evaluate</c>.</summary>
    public double? Solved { get; init; }

    /// <summary>A model to draft with.</summary>
    public ModelFacts? Draft { get; init; }

    /// <summary>Where training would run.</summary>
    public MachineFacts Machine { get; init; } = new(1, 0);
}

/// <summary>What is known of examples. Immutable.</summary>
/// <param name="Path">The file, as the user named it.</param>
/// <param name="Count">Examples.</param>
/// <param name="Tokens">About how many tokens.</param>
public sealed record ExampleFacts(string Path, int Count, long Tokens);

/// <summary>What is known of tasks. Immutable.</summary>
/// <param name="Path">The file, as the user named it.</param>
/// <param name="Count">Tasks.</param>
/// <param name="Seen">How many of them are among the examples.</param>
public sealed record TaskFacts(string Path, int Count, int Seen);

/// <summary>What there is to train with. Immutable.</summary>
/// <param name="Cores">Logical processors.</param>
/// <param name="MemoryBytes">Memory of the process at most.</param>
public sealed record MachineFacts(int Cores, long MemoryBytes);
