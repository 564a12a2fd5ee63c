using System.CommandLine;
using OptPolicy.Compression.Checkpoints;
using OptPolicy.Compression.Data;
using OptPolicy.Compression.Distillation;
using OptPolicy.Compression.Training;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Compression.Tool.Commands;

/// <summary><c>synthesize</c>: conversations that a teacher writes, to distil on.</summary>
internal static class SynthesizeCommand
{
    public static Command Create()
    {
        var output = new Argument<string>("output") { Description = "The file to write, JSON lines." };
        var teacher = new Option<string>("--teacher") { Description = "The folder of the model that writes, with its tokenizer.", Required = true };
        var chats = new Option<string[]>("--chat") { Description = "Conversations whose last message it writes anew.", AllowMultipleArgumentsPerToken = true };
        var invented = new Option<int>("--invent") { Description = "Conversations of which it writes the question too: for teachers that learned to predict users (--prompt-weight)." };
        var temperature = new Option<double>("--temperature") { Description = "Above 1 makes it more daring, below 1 less.", DefaultValueFactory = _ => 1 };
        var share = new Option<double>("--share") { Description = "Draws from the most likely tokens that make up this share of the probability.", DefaultValueFactory = _ => 0.95 };
        var seed = new Option<ulong>("--seed") { Description = "Decides what is drawn: equal seeds, teachers and chats give equal files.", DefaultValueFactory = _ => 1 };
        var command = new Command("synthesize", "Lets a teacher write conversations to distil on.") { output, teacher, chats, invented, temperature, share, seed };
        command.Validators.Add(result =>
        {
            if (result.GetValue(chats) is not { Length: > 0 } && result.GetValue(invented) < 1)
                result.AddError("say what it writes: --chat FILE, whose answers it gives, or --invent COUNT");
        });
        command.SetAction(parsed =>
        {
            var folder = parsed.GetRequiredValue(teacher);
            using var model = ModelFolder.Load(folder);
            var tokenizer = TokenizerFile.Load(folder);
            var sampling = new TokenSampling(parsed.GetRequiredValue(temperature), parsed.GetRequiredValue(seed), parsed.GetRequiredValue(share));
            Conversation[] asked = [.. (parsed.GetValue(chats) ?? []).SelectMany(ConversationFile.Read)];
            var drawn = asked.Length + parsed.GetValue(invented);
            Conversation[] written =
            [
                .. TeacherConversations.Answer(model, tokenizer, asked, sampling, ChatMarkup.Of(folder)),
                .. TeacherConversations.Invent(model, tokenizer, parsed.GetValue(invented), sampling, ChatMarkup.Of(folder)),
            ];
            if (written.Length == 0)
                throw new TrainingDataException($"none of {drawn} conversations came to an end: the teacher has not learned to end its answers");
            ConversationFile.Write(parsed.GetRequiredValue(output), written);
            Console.WriteLine($"{written.Length} of {drawn} conversations in {parsed.GetRequiredValue(output)}; the others were cut, empty or repeated");
        });
        return command;
    }
}
