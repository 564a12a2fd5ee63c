using System.ClientModel.Primitives;
using System.Net;

namespace OptPolicy.Runtime.Tests.Pipeline;

/// <summary>A provider's refusal with a status and the wait that it asks for.</summary>
internal sealed class FakeResponse(int status, string retryAfter) : PipelineResponse
{
    public override int Status => status;

    public override string ReasonPhrase => "Too Many Requests";

    public override Stream? ContentStream { get; set; } = Stream.Null;

    public override BinaryData Content => BinaryData.FromString("");

    protected override PipelineResponseHeaders HeadersCore { get; } = new RetryAfterHeaders(retryAfter);

    public override BinaryData BufferContent(CancellationToken cancellationToken = default) => Content;

    public override ValueTask<BinaryData> BufferContentAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(Content);

    public override void Dispose()
    {
        // nothing is held
    }

    internal sealed class RetryAfterHeaders(string retryAfter) : PipelineResponseHeaders
    {
        public override bool TryGetValue(string name, out string? value)
        {
            value = name == "Retry-After" ? retryAfter : null;
            return value is not null;
        }

        public override bool TryGetValues(string name, out IEnumerable<string>? values)
        {
            values = TryGetValue(name, out var value) ? [value!] : null;
            return values is not null;
        }

        public override IEnumerator<KeyValuePair<string, string>> GetEnumerator()
        {
            yield return new("Retry-After", retryAfter);
        }
    }
}
