using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Signaling.Core.Messages;

namespace Signaling.Gateway.Tickets;

/// <summary>Issues and reads tickets: base64url of a version, the fields, and 16 bytes of HMAC-SHA256 over them.</summary>
public sealed class TicketMint(byte[] key)
{
    private const byte Version = 1;
    private const int TagBytes = 16;
    private const int TextCharsMax = 2_048;

    /// <summary>The decoder would also take padding and white space.</summary>
    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    [ThreadStatic]
    private static BinaryWriter? _writer;

    public string Issue(Ticket ticket)
    {
        var hasGrant = ticket.Rights != Rights.Member || ticket.GrantEnds != 0;
        var writer = _writer ??= new BinaryWriter(new MemoryStream(256), Encoding.UTF8);
        var stream = (MemoryStream)writer.BaseStream;
        stream.SetLength(0);
        writer.Write(Version);
        writer.Write(ticket.IssuedAtMs);
        writer.Write(ticket.JoinOrder);
        writer.Write((byte)((ticket.Acks ? 1 : 0) | (ticket.CanRollBack ? 2 : 0) | (ticket.Identity is null ? 0 : 4) | (ticket.NewcomersOffer ? 8 : 0) | (hasGrant ? 16 : 0)));
        writer.Write(ticket.Room);
        writer.Write(ticket.PeerId);
        writer.Write(ticket.Instance);
        if (ticket.Identity is not null) writer.Write(ticket.Identity);
        if (hasGrant)
        {
            writer.Write((byte)ticket.Rights);
            writer.Write(ticket.GrantEnds);
        }

        writer.Flush();
        Span<byte> tag = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, stream.GetBuffer().AsSpan(0, (int)stream.Length), tag);
        writer.Write(tag[..TagBytes]);
        writer.Flush();
        return Base64Url.EncodeToString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    /// <summary>A name that follows from a secret and does not give it away; the same at every gateway with this key.</summary>
    public string NameOf(string secret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes("name:" + secret)).AsSpan(0, TagBytes / 2));

    /// <summary>The ticket, or null when it is not one of ours.</summary>
    public Ticket? Read(string text)
    {
        if (text.Length > TextCharsMax || text.AsSpan().ContainsAnyExcept(Alphabet) || !Base64Url.IsValid(text)) return null;
        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length <= TagBytes || bytes[0] != Version) return null;
        Span<byte> tag = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, bytes.AsSpan(0, bytes.Length - TagBytes), tag);
        if (!CryptographicOperations.FixedTimeEquals(tag[..TagBytes], bytes.AsSpan(bytes.Length - TagBytes))) return null;

        using var reader = new BinaryReader(new MemoryStream(bytes, 1, bytes.Length - 1 - TagBytes), Encoding.UTF8);
        var issuedAt = reader.ReadInt64();
        var order = reader.ReadInt64();
        var flags = reader.ReadByte();
        var (room, peer, instance) = (reader.ReadString(), reader.ReadString(), reader.ReadString());
        var ticket = new Ticket(room, peer, instance, order, (flags & 4) != 0 ? reader.ReadString() : null, (flags & 1) != 0, (flags & 2) != 0, issuedAt)
        {
            NewcomersOffer = (flags & 8) != 0,
        };
        return (flags & 16) != 0 ? ticket with { Rights = (Rights)reader.ReadByte(), GrantEnds = reader.ReadInt64() } : ticket;
    }
}
