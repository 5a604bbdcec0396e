using System.Text.Json;

namespace Signaling.Core.Negotiation;

/// <summary>What the server reads of a candidate: the generation it belongs to, and whether it is an end mark (RFC 8838 section 13).</summary>
public readonly record struct CandidateFacts
{
    /// <summary>The generation; unknown where the candidate does not say.</summary>
    public Ufrag Ufrag { get; init; }

    /// <summary>The media section: a hash of the mid, or its index; 0 when none is named, so that it means all.</summary>
    public ulong Media { get; init; }

    /// <summary>It says that no more candidates follow: for <see cref="Media"/>, or for all when that is 0.</summary>
    public bool IsEnd { get; init; }
}

/// <summary>Reads a candidate as browsers write it (RTCIceCandidateInit), as a bare candidate line, or as nothing (the end).</summary>
public static class CandidateScan
{
    public static CandidateFacts Read(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty) return new CandidateFacts { IsEnd = true };
        var reader = new Utf8JsonReader(payload);
        try
        {
            reader.Read();
            return reader.TokenType switch
            {
                JsonTokenType.Null => new CandidateFacts { IsEnd = true },
                JsonTokenType.String => new CandidateFacts { IsEnd = IsEndLine(reader.ValueSpan), Ufrag = InLine(reader.ValueSpan) },
                JsonTokenType.StartObject => ReadObject(ref reader),
                _ => default,
            };
        }
        catch (JsonException)
        {
            return default; // the doors check JSON; here an unreadable payload is an opaque one
        }
    }

    private static CandidateFacts ReadObject(ref Utf8JsonReader reader)
    {
        Ufrag named = default, inLine = default;
        ulong mid = 0, index = 0;
        var isEnd = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("candidate"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.String)
                {
                    isEnd = IsEndLine(reader.ValueSpan);
                    inLine = InLine(reader.ValueSpan);
                }
                else
                {
                    isEnd = reader.TokenType == JsonTokenType.Null;
                    reader.Skip();
                }
            }
            else if (reader.ValueTextEquals("usernameFragment"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.String) named = Ufrag.FromJson(reader.ValueSpan);
                else reader.Skip();
            }
            else if (reader.ValueTextEquals("sdpMid"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.String) mid = Ufrag.FromJson(reader.ValueSpan).Hash;
                else reader.Skip();
            }
            else if (reader.ValueTextEquals("sdpMLineIndex"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.Number && reader.TryGetUInt16(out var value)) index = value + 1UL;
                else reader.Skip();
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        // The mid wins over the index (RFC 9429 section 3.5.2.1).
        return new CandidateFacts { Ufrag = named.IsKnown ? named : inLine, Media = mid != 0 ? mid : index, IsEnd = isEnd };
    }

    private static bool IsEndLine(ReadOnlySpan<byte> line) => line.IsEmpty || line.StartsWith("end-of-candidates"u8) || line.StartsWith("a=end-of-candidates"u8);

    /// <summary>The <c>ufrag</c> extension of the candidate line (RFC 8839 section 5.1).</summary>
    private static Ufrag InLine(ReadOnlySpan<byte> line)
    {
        var at = line.IndexOf(" ufrag "u8);
        if (at < 0) return Ufrag.None;
        line = line[(at + " ufrag "u8.Length)..];
        return Ufrag.FromJson(line[..SdpScan.TokenLength(line)]);
    }
}
