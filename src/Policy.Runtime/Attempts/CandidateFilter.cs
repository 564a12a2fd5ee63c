using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>Keeps requests away from models that cannot serve them.</summary>
internal sealed class CandidateFilter(CompiledPolicy policy, RequestFacts facts)
{
    // A model in this process counts by its own tokenizer and template before it runs, and refuses what is too long; a template may also show tools
    // far shorter than their schemas are. It is spared only what cannot fit.
    private const int LocalFactor = 4;

    private ModelCapabilities? _needs;
    private long? _inputBoundCheap;

    /// <summary>Whether the model can serve the request at all.</summary>
    /// <param name="slot">The model.</param>
    /// <param name="outcome">Why not.</param>
    /// <param name="note">The same in words.</param>
    public bool Admits(int slot, out OutcomeClass outcome, out string? note)
    {
        var model = policy.Models[slot];
        var lacking = (_needs ??= FindNeeds()) & ~model.Supports;
        if (lacking != ModelCapabilities.None)
        {
            outcome = OutcomeClass.Unsupported;
            note = $"skipped {model.Name}: no {Name(lacking)}";
            return false;
        }

        if (model.ContextTokens > 0 && !Fits(model.Provider is ModelProvider.Onnx ? model.ContextTokens * LocalFactor : model.ContextTokens))
        {
            outcome = OutcomeClass.ContextOverflow;
            note = $"skipped {model.Name}: about {facts.InputTokens} tokens, context {model.ContextTokens}";
            return false;
        }

        outcome = OutcomeClass.Ok;
        note = null;
        return true;
    }

    // Most requests are far below any window: three bytes a UTF-16 unit bound the tokens without looking at the text.
    private bool Fits(long context) =>
        facts.KnowsInputTokens ? facts.InputTokens <= context
        : (_inputBoundCheap ??= CheapBound()) <= context || facts.InputTokens <= context;

    private long CheapBound()
    {
        if (facts.HasTools || facts.HasImages || facts.HasAudio) return long.MaxValue;
        long bound = 3L * (facts.Options?.Instructions?.Length ?? 0);
        for (var i = 0; i < facts.Messages.Count; i++)
        {
            bound += TokenBound.PerMessage;
            var contents = facts.Messages[i].Contents;
            for (var j = 0; j < contents.Count; j++)
            {
                if (contents[j] is not TextContent text) return long.MaxValue;
                bound += 3L * text.Text.Length;
            }
        }

        return bound;
    }

    private ModelCapabilities FindNeeds() =>
        (facts.HasTools ? ModelCapabilities.Tools : ModelCapabilities.None)
        | (facts.WantsJson ? ModelCapabilities.Json : ModelCapabilities.None)
        | (facts.HasImages ? ModelCapabilities.Vision : ModelCapabilities.None)
        | (facts.HasAudio ? ModelCapabilities.Audio : ModelCapabilities.None);

    private static string Name(ModelCapabilities lacking) => lacking.ToString().ToLowerInvariant();
}
