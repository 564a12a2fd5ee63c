using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>Embedders of OpenAI and of endpoints that speak its protocol.</summary>
internal static class OpenAIEmbedders
{
    public static IEmbeddingGenerator<string, Embedding<float>> Create(string policy, EmbedderInfo info, IServiceProvider? services) =>
        OpenAIAccess.Client($"Policy '{policy}', embedder '{info.Name}'", info.Endpoint, info.ApiKeyName, services)
            .GetEmbeddingClient(info.Argument ?? info.Name)
            .AsIEmbeddingGenerator(info.Dimensions);
}
