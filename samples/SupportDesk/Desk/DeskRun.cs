using System.Collections.Immutable;
using OptPolicy;
using SupportSample.Traffic;

namespace SupportSample.Desk;

/// <summary>What a day at the desk came to.</summary>
/// <param name="Policy">The policy that decided.</param>
/// <param name="Requests">Every request in order.</param>
/// <param name="Entries">The ledger's lines, failed requests included.</param>
/// <param name="Unanswered">Conversations that broke off, with the reason.</param>
internal sealed record DeskDay(
    CompiledPolicy Policy,
    ImmutableArray<AnsweredRequest> Requests,
    ImmutableArray<UsageEntry> Entries,
    ImmutableArray<(Conversation Conversation, string Reason)> Unanswered);

/// <summary>Plays conversations through the policy, one after the other in the order of the clock.</summary>
internal static class DeskRun
{
    /// <param name="conversations">Sorted by time.</param>
    /// <param name="folder">Where prompts, orders and photographs are.</param>
    /// <param name="models">Real models; none for the recordings of the policy.</param>
    /// <param name="speed">How many times faster than recorded; 0 for no waiting at all.</param>
    /// <param name="progress">Called after each conversation.</param>
    /// <param name="cancellationToken">Ends the day early.</param>
    public static async Task<DeskDay> PlayAsync(
        ImmutableArray<Conversation> conversations, string folder, SupportDeskModels? models, double speed, Action<Conversation, MemoryLedger>? progress, CancellationToken cancellationToken)
    {
        var live = models is not null;
        var simulated = new SimulatedClock(conversations[0].At, speed);
        TimeProvider clock = live ? TimeProvider.System : simulated;
        var ledger = new MemoryLedger();
        using var client = SupportDesk.CreateClient(models ?? new SupportDeskModels(), new PolicyChatClientOptions
        {
            Ledger = ledger,
            TimeProvider = clock,
            JitterSeed = 1,
        });
        using var log = new RequestLog(client, clock);
        var player = new ConversationPlayer(log, folder);
        var unanswered = ImmutableArray.CreateBuilder<(Conversation, string)>();
        foreach (var conversation in conversations)
        {
            simulated.MoveTo(conversation.At);
            log.Current = conversation;
            try
            {
                await player.PlayAsync(conversation, cancellationToken);
            }
            catch (Exception error) when (error is BudgetExceededException or NoAnswerException or StreamInterruptedException)
            {
                unanswered.Add((conversation, error.InnerException?.Message ?? error.Message));
            }

            progress?.Invoke(conversation, ledger);
        }

        var policy = (CompiledPolicy?)client.GetService(typeof(CompiledPolicy)) ?? throw new InvalidOperationException("The client has no policy.");
        return new DeskDay(policy, [.. log.Requests], [.. ledger.Entries], unanswered.DrainToImmutable());
    }
}
