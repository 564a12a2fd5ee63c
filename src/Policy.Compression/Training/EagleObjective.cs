using OptPolicy.Compression.Data;
using OptPolicy.Compression.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Training;

/// <summary>
/// Agreement of a draft head with its target over a draft of several tokens: cross-entropy against the target's distributions,
/// later tokens counting less (EAGLE-3, §3.2).
/// </summary>
public sealed class EagleObjective : ITrainingObjective
{
    private const double LaterTokenWeight = 0.8;
    private readonly EagleHead _head;
    private readonly LlamaModel _target;
    private readonly int _draftTokens;

    /// <summary>Creates the objective; it owns neither model.</summary>
    /// <param name="head">The head to train.</param>
    /// <param name="target">The model it drafts for; frozen.</param>
    /// <param name="draftTokens">Tokens of a draft.</param>
    public EagleObjective(EagleHead head, LlamaModel target, int draftTokens = 3)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(target);
        _head = head;
        _target = target;
        _draftTokens = draftTokens;
    }

    /// <summary>Tokens of a draft.</summary>
    public int DraftTokens => _draftTokens;

    /// <inheritdoc/>
    public string Name => $"eagle head over {_draftTokens} tokens";

    /// <inheritdoc/>
    public ITrainedModel Model => _head;

    /// <inheritdoc/>
    public Tensor Loss(Tensor inputs, Tensor targets) => LossWhere(inputs, counted: null);

    /// <summary>The mean loss where it counts.</summary>
    /// <param name="inputs">[rows, length].</param>
    /// <param name="counted">Of the same shape: how much predicting the token behind each position counts; <see langword="null"/> for all alike.</param>
    internal Tensor LossWhere(Tensor inputs, Tensor? counted)
    {
        using var scope = NewDisposeScope();
        Tensor loss = zeros(1, device: inputs.device);
        var (weight, weights, step) = (1.0, 0.0, 0);
        foreach (var (given, wanted) in Draft(inputs))
        {
            var shares = nn.functional.softmax(wanted, -1);
            var surprise = (shares * nn.functional.log_softmax(given, -1)).sum(-1);
            var counts = Counted(counted, ++step);
            loss -= (counts is null ? surprise.mean() : (surprise * counts).sum() / counts.sum().clamp_min(1e-6)) * weight;
            weights += weight;
            weight *= LaterTokenWeight;
        }

        return (loss.squeeze() / weights).MoveToOuterDisposeScope();
    }

    /// <summary>Measures the head where it counts, summed up: positions, first tokens that are the target's, accepted tokens of a draft, loss.</summary>
    internal (double Positions, double First, double Accepted, double Loss) Measure(Tensor inputs, Tensor counted)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        Tensor? running = null;
        var (step, first, accepted, positions) = (0, 0.0, 0.0, 0.0);
        foreach (var (given, wanted) in Draft(inputs))
        {
            var counts = Counted(counted, ++step)!;
            var agrees = given.argmax(-1).eq(wanted.argmax(-1)).to_type(ScalarType.Float32);
            running = running is null ? agrees : running.narrow(1, 0, agrees.shape[1]) * agrees;
            var hits = (running * counts).sum().item<float>();
            accepted += hits;
            if (step == 1)
                (first, positions) = (hits, counts.sum().item<float>());
        }

        return (positions, first, accepted, LossWhere(inputs, counted).item<float>() * positions);
    }

    /// <summary>How much the tokens count that a draft's <paramref name="step"/>th token is compared at.</summary>
    private static Tensor? Counted(Tensor? counted, int step) => counted?.narrow(1, step, counted.shape[1] - step);

    /// <summary>Measures the head on consecutive sequences: how often its first token is the target's, and how many of a draft are accepted.</summary>
    public HeadEvaluation Evaluate(TokenStream stream, int length, int sequencesMax)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var noGradient = no_grad();
        var sequences = Math.Min(sequencesMax, (stream.Count - 1) / length);
        double loss = 0, first = 0, accepted = 0;
        for (var sequence = 0; sequence < sequences; sequence++)
        {
            using var scope = NewDisposeScope();
            var tokens = new long[length];
            stream.CopyTo(sequence * length, tokens);
            var inputs = tensor(tokens, [1, length]).to(_head.Device);
            loss += Loss(inputs, inputs).item<float>() / sequences;
            Tensor? running = null;
            foreach (var (given, wanted) in Draft(inputs))
            {
                var agrees = given.argmax(-1).eq(wanted.argmax(-1)).to_type(ScalarType.Float32);
                running = running is null ? agrees : running.narrow(1, 0, agrees.shape[1]) * agrees;
                accepted += running.mean().item<float>() / sequences;
                if (given.shape[1] == length - 1)
                    first += running.mean().item<float>() / sequences;
            }
        }

        return new HeadEvaluation(new Evaluation(loss, first, sequences * length), accepted, _draftTokens);
    }

    /// <summary>The head's and the target's logits of the same token, draft step by draft step.</summary>
    private List<(Tensor Given, Tensor Wanted)> Draft(Tensor inputs)
    {
        Tensor features, logits, embeddings;
        using (no_grad())
        {
            (features, logits) = _target.ForwardWithFeatures(inputs);
            embeddings = _target.Embed(inputs);
        }

        var length = inputs.shape[1];
        var steps = new List<EagleDraft>();
        var pairs = new List<(Tensor Given, Tensor Wanted)>();
        for (var step = 0; step < _draftTokens; step++)
        {
            var next = Shifted(embeddings, step + 1);
            steps.Add(step == 0 ? _head.Start(features, next) : _head.Continue(steps, next));
            // The last positions have no token to be followed by.
            var known = length - 1 - step;
            pairs.Add((_head.Logits(steps[^1]).narrow(1, 0, known), logits.narrow(1, step + 1, known)));
        }

        return pairs;
    }

    private static Tensor Shifted(Tensor embeddings, int by)
    {
        var length = embeddings.shape[1];
        return cat([embeddings.narrow(1, by, length - by), zeros_like(embeddings.narrow(1, 0, by))], 1);
    }
}
