using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Speculation;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels.Chat;

/// <summary>Generates with a loaded model.</summary>
internal sealed class LocalChatEngine(LocalModel model, IDisposable? owned) : IChatEngine
{
    public DecoderSpec Spec => model.Spec;

    public Tokenizer Tokenizer => model.Tokenizer;

    public IChatFormat Format { get; } = TemplateFormat.Load(model.Folder.Path, model.Tokenizer);

    public int ContextTokens => model.ContextTokens;

    public async ValueTask<IChatGeneration> StartAsync(GenerationRequest request, string? scope, CancellationToken cancellationToken) =>
        new Running(await LocalGeneration.StartAsync(model, request, scope, cancellationToken).ConfigureAwait(false));

    public object? GetService(Type serviceType) =>
        serviceType == typeof(LocalModel) ? model : serviceType == typeof(ExactnessCertificate) ? model.Certificate : null;

    public void Dispose() => owned?.Dispose();

    private sealed class Running(LocalGeneration local) : IChatGeneration
    {
        public GenerationEnd End => local.Generation.End;

        public GenerationStatistics Statistics => local.Generation.Statistics;

        public bool Next(IList<GeneratedToken> output, CancellationToken cancellationToken) => local.Generation.Next(output, cancellationToken);

        public void Dispose() => local.Dispose();
    }
}
