using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels.Chat;

/// <summary>What a chat client needs of a model. Thread-safe.</summary>
internal interface IChatEngine : IDisposable
{
    DecoderSpec Spec { get; }

    Tokenizer Tokenizer { get; }

    IChatFormat Format { get; }

    /// <summary>Most tokens of prompt and answer together.</summary>
    int ContextTokens { get; }

    /// <summary>Waits for a lane and prepares an answer in it.</summary>
    ValueTask<IChatGeneration> StartAsync(GenerationRequest request, string? scope, CancellationToken cancellationToken);

    /// <summary>Something of a type that callers may ask the client for.</summary>
    object? GetService(Type serviceType);
}

/// <summary>An answer being generated. Single-threaded; disposing it gives its lane back.</summary>
internal interface IChatGeneration : IDisposable
{
    GenerationEnd End { get; }

    GenerationStatistics Statistics { get; }

    /// <summary>Runs a round; returns whether the answer goes on.</summary>
    bool Next(IList<GeneratedToken> output, CancellationToken cancellationToken);
}
