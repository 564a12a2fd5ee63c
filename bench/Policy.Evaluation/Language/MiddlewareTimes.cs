using Microsoft.Extensions.AI;
using OptPolicy.Evaluation.Measuring;

namespace OptPolicy.Evaluation.Language;

/// <summary>What a request takes longer through a policy than without. Nanoseconds.</summary>
internal static class MiddlewareTimes
{
    public static Estimate Overhead(Sampling sampling)
    {
        using var bare = new ImmediateClient();
        using var through = Passage.CreateClient(new PassageModels { Only = bare });
        ChatMessage[] messages = [new(ChatRole.System, "You answer customers."), new(ChatRole.User, "Where is my order?")];
        var options = new ChatOptions { MaxOutputTokens = 200 }.WithTenant("north").WithUser("u1");
        return Estimate.Median(sampling.TimeDifference(() => Ask(bare), () => Ask(through)));

        void Ask(IChatClient client)
        {
            // Nothing here waits, so the task is complete when the call returns.
            var answer = client.GetResponseAsync(messages, options);
            if (!answer.IsCompletedSuccessfully)
                answer.GetAwaiter().GetResult();
        }
    }
}
