using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using OptPolicy.Compression.Data;
using OptPolicy.Kernels.Tokenization.Training;

namespace OptPolicy.Compression.Tool.Commands;

/// <summary><c>tokenizer</c>: a byte-level BPE with the tokens that ChatML needs.</summary>
internal static class TokenizerCommand
{
    private const string EndOfText = "<|endoftext|>", MessageStart = "<|im_start|>", MessageEnd = "<|im_end|>";

    // ChatML, as in the templates of the Qwen family, without tools: the tools of a small model are those it was trained on.
    private const string PlainTemplate =
        """{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}""";

    // Names alone: a small model knows what the tools it was trained on take.
    private const string ToolTemplate =
        """{% if tools %}{{ '<|im_start|>system\nTools:' }}{% for tool in tools %}{{ ' ' + tool['function']['name'] }}{% endfor %}{{ '<|im_end|>\n' }}{% endif %}{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' }}{% if message['content'] %}{{ message['content'] }}{% endif %}{% for call in message['tool_calls'] or [] %}{{ '<tool_call>\n{"name":"' + call['function']['name'] + '","arguments":' }}{{ call['function']['arguments'] | tojson }}{{ '}\n</tool_call>' }}{% endfor %}{{ '<|im_end|>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}""";

    private const string Content = "message['content']", ContentTwice = """(message['content'] + '\n' + message['content'] if message['role'] == 'user' else message['content'])""";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var output = new Argument<string>("output") { Description = "The folder for tokenizer.json and tokenizer_config.json." };
        var size = new Option<int>("--vocabulary") { Description = "Tokens.", DefaultValueFactory = _ => 2048 };
        var texts = new Option<string[]>("--text") { Description = "Plain text files.", AllowMultipleArgumentsPerToken = true };
        var chats = new Option<string[]>("--chat") { Description = "Conversations as JSON lines.", AllowMultipleArgumentsPerToken = true };
        var tools = new Option<bool>("--tools") { Description = "The chats call tools: the fixed parts of calls become a token each, words are spelled alike with and without a space, and the chat template names the offered tools." };
        var repeats = new Option<bool>("--repeat-questions") { Description = "What users say is said twice, by the chat template and in training: small models then know a question's end when they read its beginning." };
        var command = new Command("tokenizer", "Trains a tokenizer on the data that a model will see.") { output, size, texts, chats, tools, repeats };
        command.SetAction(parsed =>
        {
            var (folder, callsTools, chatFiles) = (parsed.GetRequiredValue(output), parsed.GetValue(tools), parsed.GetValue(chats) ?? []);
            var training = new TokenizerTraining
            {
                VocabularySize = parsed.GetRequiredValue(size),
                SpecialTokens = [EndOfText, MessageStart, MessageEnd],
                Phrases = callsTools ? ToolCallPhrases.Of(chatFiles.SelectMany(ConversationFile.Read)) : [],
                JoinsSpacesLast = callsTools,
            };
            var json = TokenizerTrainer.TrainByteLevel(Corpus.Texts(parsed.GetValue(texts) ?? [], chatFiles), training);
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, "tokenizer.json"), json);
            File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), Config(callsTools ? ToolTemplate : PlainTemplate, parsed.GetValue(repeats)).ToJsonString(Indented) + "\n");
            Console.WriteLine($"{training.VocabularySize} tokens in {folder}");
        });
        return command;
    }

    private static JsonObject Config(string template, bool repeats) => new()
    {
        ["tokenizer_class"] = "PreTrainedTokenizerFast",
        ["add_bos_token"] = false,
        ["bos_token"] = null,
        ["eos_token"] = MessageEnd,
        ["pad_token"] = EndOfText,
        ["clean_up_tokenization_spaces"] = false,
        [ChatMarkup.SettingName] = repeats,
        ["chat_template"] = repeats ? Twice(template) : template,
    };

    // What is printed, not what is asked whether it is there.
    private static string Twice(string template) => template
        .Replace($"{{{{ {Content} }}}}", $"{{{{ {ContentTwice} }}}}", StringComparison.Ordinal)
        .Replace($"+ {Content} +", $"+ {ContentTwice} +", StringComparison.Ordinal);
}
