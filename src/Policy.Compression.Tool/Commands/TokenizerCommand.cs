using System.CommandLine;
using OptPolicy.Compression.Data;
using OptPolicy.Kernels.Tokenization.Training;

namespace OptPolicy.Compression.Tool.Commands;

/// <summary><c>tokenizer</c>: a byte-level BPE with the tokens that ChatML needs.</summary>
internal static class TokenizerCommand
{
    private const string EndOfText = "<|endoftext|>", MessageStart = "<|im_start|>", MessageEnd = "<|im_end|>";

    // ChatML, as in the templates of the Qwen family, without tools: the tools of a small model are those it was trained on.
    private const string Config = """
        {
          "tokenizer_class": "PreTrainedTokenizerFast",
          "add_bos_token": false,
          "bos_token": null,
          "eos_token": "<|im_end|>",
          "pad_token": "<|endoftext|>",
          "clean_up_tokenization_spaces": false,
          "chat_template": "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
        }

        """;

    public static Command Create()
    {
        var output = new Argument<string>("output") { Description = "The folder for tokenizer.json and tokenizer_config.json." };
        var size = new Option<int>("--vocabulary") { Description = "Tokens.", DefaultValueFactory = _ => 2048 };
        var texts = new Option<string[]>("--text") { Description = "Plain text files.", AllowMultipleArgumentsPerToken = true };
        var chats = new Option<string[]>("--chat") { Description = "Conversations as JSON lines.", AllowMultipleArgumentsPerToken = true };
        var command = new Command("tokenizer", "Trains a tokenizer on the data that a model will see.") { output, size, texts, chats };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetRequiredValue(output);
            var training = new TokenizerTraining
            {
                VocabularySize = parsed.GetRequiredValue(size),
                SpecialTokens = [EndOfText, MessageStart, MessageEnd],
            };
            var json = TokenizerTrainer.TrainByteLevel(Corpus.Texts(parsed.GetValue(texts) ?? [], parsed.GetValue(chats) ?? []), training);
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, "tokenizer.json"), json);
            File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), Config);
            Console.WriteLine($"{training.VocabularySize} tokens in {folder}");
        });
        return command;
    }
}
