using System.CommandLine;
using OptPolicy.Cli.Sources;
using OptPolicy.Kernels.Devices;
using OptPolicy.Kernels.Speculation;
using OptPolicy.Language;
using OptPolicy.Language.Importing;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Cli.LocalModels;

/// <summary>The argument <c>MODEL</c>: a folder, or <c>FILE.optpolicy#model</c> for a model as a policy describes it.</summary>
internal static class ModelArgument
{
    public static Argument<string> Create() => new("model") { Description = "A model folder, or FILE.optpolicy#model for a model as a policy runs it." };

    // Options are text until a command runs, so that commands without models load nothing of them.
    public static Option<string?> Devices()
    {
        var option = new Option<string?>("--devices") { Description = "Devices to try in order, for example cuda,cpu; the policy's, or cpu, when not given.", HelpName = "cpu|cuda|directml|npu" };
        option.Validators.Add(static result =>
        {
            foreach (var word in Words(result.Tokens is [var token] ? token.Value : null))
            {
                if (word.ToUpperInvariant() is not ("CPU" or "CUDA" or "DIRECTML" or "NPU"))
                {
                    result.AddError($"--devices takes cpu, cuda, directml and npu, joined by commas; not '{word}'.");
                }
            }
        });
        return option;
    }

    /// <summary>What <c>--devices</c> asks for; null when it is not given.</summary>
    public static DeviceRequest? ReadDevices(string? devices) =>
        devices is null ? null : new DeviceRequest([.. Words(devices).Select(static word => Enum.Parse<DeviceKind>(word, ignoreCase: true))]);

    private static string[] Words(string? list) => list?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>Finds the model; a message when there is none.</summary>
    public static (ChosenModel? Model, string? Problem) Find(CliEnvironment environment, string argument)
    {
        var mark = argument.LastIndexOf('#');
        if (mark > 0 && argument.AsSpan(0, mark).EndsWith(SourceLoader.Extension, StringComparison.Ordinal))
        {
            return InPolicy(environment, argument, argument[..mark], argument[(mark + 1)..]);
        }

        var folder = environment.Resolve(argument);
        if (Directory.Exists(folder))
        {
            return (new ChosenModel(argument, folder), null);
        }

        var hint = argument.EndsWith(SourceLoader.Extension, StringComparison.Ordinal) ? $"; name one of its models with '{argument}#model'"
            : File.Exists(folder) ? "; it is a file: convert it with 'optpolicy convert' first"
            : "; 'optpolicy new DIR --template model' writes a tiny one to try";
        return (null, $"there is no model folder '{argument}'{hint}");
    }

    private static (ChosenModel? Model, string? Problem) InPolicy(CliEnvironment environment, string argument, string file, string name)
    {
        var sources = SourceLoader.Load(environment, [file]);
        if (sources.Problems is [var problem, ..])
        {
            return (null, problem.Message);
        }

        var models = PolicyCompiler.Compile(sources.Files).Files.SelectMany(static f => f.Policies).SelectMany(static p => p.Models).Where(static m => m.Local is not null).DistinctBy(static m => m.Name).ToList();
        if (models.Find(m => m.Name == name) is not { } model)
        {
            var known = models.Count == 0 ? "no policy in it that compiles asks one; run 'optpolicy check'" : "it has " + string.Join(", ", models.Select(static m => m.Name));
            return (null, $"'{file}' has no local model '{name}': {known}");
        }

        var policy = model.NameSpan.Path;
        if (FindFolder(environment, policy, model.ProviderArgument!) is not { } folder)
        {
            return (null, $"model '{name}': there is no folder '{model.ProviderArgument}', neither beside '{environment.Display(policy)}' nor in this folder");
        }

        var drafter = model.Local!.Speculation?.Folder;
        if (drafter is not null && FindFolder(environment, policy, drafter) is null)
        {
            return (null, $"model '{name}': there is no folder '{drafter}' to draft with");
        }

        return (Describe(argument, folder, model) with { DrafterFolder = drafter is null ? null : FindFolder(environment, policy, drafter) }, null);
    }

    private static ChosenModel Describe(string argument, string folder, ModelDeclaration model)
    {
        var local = model.Local!;
        return new ChosenModel(argument, folder)
        {
            Options = new()
            {
                Devices = new DeviceRequest([.. local.Devices.Select(static d => Enum.Parse<DeviceKind>(d, ignoreCase: true))], local.IsStrict),
                Lanes = local.Lanes,
                Threads = local.Threads ?? 0,
                KeyValueMemoryLimit = local.CacheBytes,
                ContextTokens = model.ContextTokens > 0 ? (int)Math.Min(model.ContextTokens, int.MaxValue) : null,
            },
            Speculation = local.Speculation is { } speculation ? Describe(speculation) : SpeculationOptions.Off,
        };
    }

    private static SpeculationOptions Describe(SpeculationDeclaration speculation) => new()
    {
        MinLookahead = speculation.MinLookahead,
        MaxLookahead = speculation.MaxLookahead,
        Lossless = speculation.MustBeLossless ? LosslessMode.Required : LosslessMode.Preferred,
        Verification = speculation.UsesRejection ? VerificationMode.Rejection : VerificationMode.Coupled,
        DisableBelowAcceptance = (double?)speculation.DisableBelow,
        DisableAfterTokens = (int)Math.Min(speculation.DisableAfterTokens, int.MaxValue),
    };

    private static string? FindFolder(CliEnvironment environment, string policy, string folder)
    {
        string[] places = [ImportPath.Resolve(policy, folder), environment.Resolve(folder)];
        return Array.Find(places, Directory.Exists);
    }
}
