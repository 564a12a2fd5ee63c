using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using System.Net.Sockets;
using OptPolicy.Kernels.Chat;
using OptPolicy.Kernels.Decoding;

namespace OptPolicy;

/// <summary>Tells from an exception how an attempt ended.</summary>
internal static class FailureClassifier
{
    private const int RequestTimeout = 408;
    private const int PayloadTooLarge = 413;
    private const int TooManyRequests = 429;

    /// <summary>Classifies an error that is not the caller's cancellation.</summary>
    /// <param name="exception">What the client threw.</param>
    /// <param name="now">Against which a <c>Retry-After</c> date counts.</param>
    public static AttemptFailure Classify(Exception exception, DateTimeOffset now)
    {
        for (var error = exception; error is not null; error = error.InnerException)
        {
            switch (error)
            {
                case ClientResultException { Status: > 0 } client:
                    return OfStatus(client.Status, client.Message, RetryAfter(client, now), exception);
                case HttpRequestException { StatusCode: { } status } http:
                    return OfStatus((int)status, http.Message, null, exception);
                case OperationCanceledException or TimeoutException:
                    return new(OutcomeClass.Timeout, 0, null, exception);
                case LanePoolBusyException:
                    return new(OutcomeClass.RateLimited, 0, null, exception);
                case ContextOverflowException:
                    return new(OutcomeClass.ContextOverflow, 0, null, exception);
                case PolicyConfigurationException when LocalModelFailure.Is(error):
                    return new(OutcomeClass.Unsupported, 0, null, exception);
                case ArgumentException:
                case PolicyConfigurationException:
                    return new(OutcomeClass.BadRequest, 0, null, exception);
                case NotSupportedException:
                    return new(OutcomeClass.Unsupported, 0, null, exception);
            }
        }

        // What no rule knows is most often the network: another model, or the same one later, may do better.
        return new(OutcomeClass.Transient, 0, null, exception);
    }

    /// <summary>Whether the request cannot have reached the provider.</summary>
    public static bool NeverConnected(Exception? exception)
    {
        for (var error = exception; error is not null; error = error.InnerException)
        {
            if (error is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError }) return true;
            if (error is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.HostUnreachable or SocketError.NetworkUnreachable }) return true;
        }

        return false;
    }

    private static AttemptFailure OfStatus(int status, string message, TimeSpan? retryAfter, Exception exception)
    {
        var outcome = status switch
        {
            401 or 403 => OutcomeClass.Unauthorized,
            RequestTimeout => OutcomeClass.Timeout,
            PayloadTooLarge => OutcomeClass.ContextOverflow,
            TooManyRequests => OutcomeClass.RateLimited,
            >= 500 => OutcomeClass.Transient,
            _ => OfBadRequest(message),
        };
        return new(outcome, status, retryAfter, exception);
    }

    // Providers say 400 for three different things; the codes in the message are those of OpenAI-compatible endpoints.
    private static OutcomeClass OfBadRequest(string message) =>
        Mentions(message, "context_length") || Mentions(message, "maximum context") || Mentions(message, "context window") ? OutcomeClass.ContextOverflow
        : Mentions(message, "content_filter") || Mentions(message, "content_policy") || Mentions(message, "content management policy") ? OutcomeClass.ContentFiltered
        : OutcomeClass.BadRequest;

    private static bool Mentions(string message, string words) => message.Contains(words, StringComparison.OrdinalIgnoreCase);

    private static TimeSpan? RetryAfter(ClientResultException error, DateTimeOffset now)
    {
        if (error.GetRawResponse() is not { } response) return null;
        if (response.Headers.TryGetValue("retry-after-ms", out var text) && TryNumber(text, out var milliseconds)) return TimeSpan.FromMilliseconds(milliseconds);
        if (!response.Headers.TryGetValue("Retry-After", out text)) return null;
        if (TryNumber(text, out var seconds)) return TimeSpan.FromSeconds(seconds);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) && date > now ? date - now : null;
    }

    // A day bounds nonsense before it overflows a TimeSpan; the policy's longest delay bounds it further.
    private static bool TryNumber(string? text, out double value) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value is >= 0 and <= 86_400_000;
}
