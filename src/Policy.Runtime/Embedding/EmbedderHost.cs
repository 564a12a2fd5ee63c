using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OptPolicy.Kernels.Embedding;
using OptPolicy.Kernels.Models;

namespace OptPolicy;

/// <summary>Opens the embedders of a policy, each at its first use. Thread-safe.</summary>
internal sealed class EmbedderHost(CompiledPolicy policy, IServiceProvider? services, Action<IDisposable> own)
{
    /// <summary>Where the shipped embedder is, beside the app.</summary>
    public const string ShippedFolder = "optpolicy.models/embedder";

    private readonly ConcurrentDictionary<int, Lazy<IRequestEmbedder>> _opened = new();

    /// <summary>An embedder.</summary>
    /// <param name="index">Index into <see cref="CompiledPolicy.Embedders"/>.</param>
    /// <exception cref="PolicyConfigurationException">It cannot be opened; the message names policy, embedder and what to do.</exception>
    public IRequestEmbedder Get(int index) => _opened.GetOrAdd(index, i => new(() => Open(policy.Embedders[i]))).Value;

    private IRequestEmbedder Open(EmbedderInfo info) => info.Source switch
    {
        EmbedderSource.Shipped => Local(info, ShippedFolder),
        EmbedderSource.Onnx => Local(info, info.Argument ?? ""),
        EmbedderSource.OpenAI => Remote(info, OpenAIEmbedders.Create(policy.Name, info, services)),
        _ => Remote(info, services?.GetKeyedService<IEmbeddingGenerator<string, Embedding<float>>>(info.Name)
            ?? services?.GetService<IEmbeddingGenerator<string, Embedding<float>>>()
            ?? throw Failure(info, $"the app registers no IEmbeddingGenerator<string, Embedding<float>>, neither under the key '{info.Name}' nor without one")),
    };

    private LocalEmbedder Local(EmbedderInfo info, string declared)
    {
        string[] places = [Path.Combine(AppContext.BaseDirectory, declared), Path.GetFullPath(declared.Length == 0 ? "." : declared)];
        var folder = Array.Find(places, Directory.Exists)
            ?? throw Failure(info, $"there is no folder '{declared}', neither beside the app nor in the current directory");
        try
        {
            var generator = OnnxEmbeddingGenerator.Open(folder);
            own(generator);
            return new LocalEmbedder(generator);
        }
        catch (LocalModelException exception)
        {
            throw Failure(info, exception.Message, exception);
        }
    }

    private GeneratedEmbedder Remote(EmbedderInfo info, IEmbeddingGenerator<string, Embedding<float>> generator) =>
        new(generator, info, $"Policy '{policy.Name}', embedder '{info.Name}'");

    private PolicyConfigurationException Failure(EmbedderInfo info, string what, Exception? inner = null) =>
        new($"Policy '{policy.Name}', embedder '{info.Name}': {what}.", inner);
}
