using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Speculation;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels.Chat;

/// <summary>Generates with a loaded model, in one of its lanes.</summary>
internal sealed class LocalChatEngine(LocalModel model) : IChatEngine
{
    public DecoderSpec Spec => model.Spec;

    public Tokenizer Tokenizer => model.Tokenizer;

    public IChatFormat Format { get; } = new MarkupFormat(model.Tokenizer.Find(MarkupFormat.TurnStart) is not null);

    public int ContextTokens => model.ContextTokens;

    public static LocalModel OpenModel(string folder, LocalModelOptions options) => new(DecoderFolder.Open(folder), TokenizerFile.Load(folder), options);

    public async ValueTask<IChatGeneration> StartAsync(GenerationRequest request, string? scope, CancellationToken cancellationToken)
    {
        var lane = new LaneRequest(request.Prompt) { MaxTokens = (int)Math.Min(ContextTokens, (long)request.Prompt.Length + request.MaxOutputTokens), Scope = scope };
        var lease = await model.Lanes.RentAsync(lane, cancellationToken).ConfigureAwait(false);
        return new LaneGeneration(lease, new Generation(lease.Lane, request, []));
    }

    public object? GetService(Type serviceType) => serviceType == typeof(LocalModel) ? model : null;

    public void Dispose() => model.Dispose();
}
