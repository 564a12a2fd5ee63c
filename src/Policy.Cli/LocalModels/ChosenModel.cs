using OptPolicy.Kernels;
using OptPolicy.Kernels.Devices;
using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Cli.LocalModels;

/// <summary>A local model that a command was asked for, and how to run it.</summary>
/// <param name="Name">As the user named it.</param>
/// <param name="Folder">A full path.</param>
internal sealed record ChosenModel(string Name, string Folder)
{
    public LocalModelOptions Options { get; init; } = new();

    /// <summary>Folder of the draft model or head, as a full path; null for prompt lookup.</summary>
    public string? DrafterFolder { get; init; }

    public SpeculationOptions Speculation { get; init; } = SpeculationOptions.Default;

    /// <summary>Whether the devices' order is the policy's or the user's, and not the default.</summary>
    public ChosenModel On(DeviceRequest? devices) => devices is null ? this : this with { Options = Options with { Devices = devices } };
}
