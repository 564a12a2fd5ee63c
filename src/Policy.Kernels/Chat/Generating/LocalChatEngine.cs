using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Speculation;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels.Chat;

/// <summary>Generates with a loaded model, in one of its lanes, with everything that can draft for it.</summary>
internal sealed class LocalChatEngine(LocalModel model, IDisposable? owned) : IChatEngine
{
    private readonly DraftHistory _history = new();

    public DecoderSpec Spec => model.Spec;

    public Tokenizer Tokenizer => model.Tokenizer;

    public IChatFormat Format { get; } = new MarkupFormat(model.Tokenizer.Find(MarkupFormat.TurnStart) is not null);

    public int ContextTokens => model.ContextTokens;

    public async ValueTask<IChatGeneration> StartAsync(GenerationRequest request, string? scope, CancellationToken cancellationToken)
    {
        var lease = await model.Lanes.RentAsync(
            new(request.Prompt) { MaxTokens = (int)Math.Min(ContextTokens, (long)request.Prompt.Length + request.MaxOutputTokens), Scope = scope },
            cancellationToken).ConfigureAwait(false);
        LaneLease? draft = null;
        try
        {
            var speculates = request.Speculation.MaxLookahead > 0;
            if (speculates && model.Draft is { } drafts && request.Prompt.Length < drafts.ContextTokens)
                draft = await drafts.Lanes.RentAsync(new(request.Prompt) { Scope = scope }, cancellationToken).ConfigureAwait(false);
            return new LaneGeneration(lease, draft, request, speculates ? Drafters(scope, draft) : [], model);
        }
        catch
        {
            draft?.Dispose();
            lease.Dispose();
            throw;
        }
    }

    public object? GetService(Type serviceType) =>
        serviceType == typeof(LocalModel) ? model : serviceType == typeof(ExactnessCertificate) ? model.Certificate : null;

    public void Dispose() => owned?.Dispose();

    private IReadOnlyList<IDrafter> Drafters(string? scope, LaneLease? draft)
    {
        IDrafter[] free = [new SuffixDrafter(), TextDrafter.FromHistory(_history, scope)];
        return draft is null ? free : [.. free, new ModelDrafter(draft.Lane)];
    }
}
