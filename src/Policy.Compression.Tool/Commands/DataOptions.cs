using System.CommandLine;
using OptPolicy.Compression.Data;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Compression.Tool.Commands;

/// <summary>The options that say what a model learns from and is measured on.</summary>
internal sealed class DataOptions
{
    private readonly Option<string[]> _texts = new("--text") { Description = "Plain text files.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> _chats = new("--chat") { Description = "Conversations as JSON lines.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> _heldOut = new("--held-out") { Description = "Plain text files to measure on.", Required = true, AllowMultipleArgumentsPerToken = true };
    private readonly Option<int> _seed = new("--data-seed") { Description = "Decides the order of the conversations.", DefaultValueFactory = _ => 5 };

    public void AddTo(Command command)
    {
        command.Add(_texts);
        command.Add(_chats);
        command.Add(_heldOut);
        command.Add(_seed);
    }

    public (TokenStream Training, TokenStream HeldOut) Read(ParseResult parsed, Tokenizer tokenizer)
    {
        var (corpus, seed) = (new Corpus(tokenizer), parsed.GetRequiredValue(_seed));
        var training = corpus.Read(parsed.GetValue(_texts) ?? [], parsed.GetValue(_chats) ?? [], seed);
        return (training, corpus.Read(parsed.GetRequiredValue(_heldOut), [], seed));
    }
}
