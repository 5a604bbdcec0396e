using System.Collections.Frozen;
using Signaling.Core.Codes;
using Signaling.Core.Links;
using Signaling.Core.Messages;
using Signaling.Core.Nodes;

namespace Signaling.Grains.Abstractions.Wire;

/// <summary>The core's values that items are made of. Codes travel by name, enumerations by the numbers that a test pins.</summary>
internal static class Values
{
    private static readonly FrozenDictionary<string, Code> Codes = Reasons.All.ToFrozenDictionary(code => code.Name);

    public static void Write(this ByteWriter to, NodeAddress address)
    {
        to.Byte((byte)address.Kind);
        to.Text(address.Room);
        to.Text(address.Name);
    }

    public static NodeAddress Address(this ref ByteReader from) => new((NodeKind)from.Byte(), from.Text(), from.Text());

    public static void Write(this ByteWriter to, in BatchReply reply)
    {
        to.Byte((byte)reply.Fate);
        to.Number(reply.Epoch);
    }

    public static BatchReply Reply(this ref ByteReader from) => new((BatchFate)from.Byte(), from.Number());

    public static void Write(this ByteWriter to, Code? code) => to.TextOrNull(code?.Name);

    /// <summary>A code that only a newer server knows is relayed as it is named.</summary>
    public static Code? Code(this ref ByteReader from) =>
        from.TextOrNull() is not { } name ? null : Codes.GetValueOrDefault(name) ?? new Code(name, name, Retry.Never);

    public static void Write(this ByteWriter to, Member member)
    {
        var hasGrant = member.Rights != Rights.Member || member.GrantEnds != 0;
        to.WriteBrief(member, hasGrant);
        to.TextOrNull(member.Identity);
        to.Bytes(member.Data.Span);
        if (!hasGrant) return;
        to.Byte((byte)member.Rights);
        to.Number(member.GrantEnds);
    }

    /// <summary>A member's data are copied: rosters keep them for long, and would keep all that came with them.</summary>
    public static Member Member(this ref ByteReader from)
    {
        var member = from.BriefMember(out var hasGrant) with { Identity = from.TextOrNull(), Data = from.Bytes().ToArray() };
        return hasGrant ? member with { Rights = (Rights)from.Byte(), GrantEnds = from.Number() } : member;
    }

    /// <summary>A sender as its messages carry it: without identity, rights and presence data, which no receiver of a message needs.</summary>
    public static void WriteBrief(this ByteWriter to, Member member, bool hasGrant = false)
    {
        to.Text(member.PeerId);
        to.Text(member.Instance);
        to.Number(member.JoinOrder);
        to.Number(member.Version);
        to.Byte((byte)((member.Acks ? 1 : 0) | (member.CanRollBack ? 2 : 0) | (member.Suspended ? 4 : 0) | (member.Unlisted ? 8 : 0) | (member.NewcomersOffer ? 16 : 0) | (member.OthersOffer ? 32 : 0) | (hasGrant ? 64 : 0)));
    }

    public static Member BriefMember(this ref ByteReader from) => from.BriefMember(out _);

    private static Member BriefMember(this ref ByteReader from, out bool hasGrant)
    {
        var (peerId, instance, order, version, flags) = (from.Text(), from.Text(), from.Number(), from.Number(), from.Byte());
        hasGrant = (flags & 64) != 0;
        return new Member
        {
            PeerId = peerId, Instance = instance, JoinOrder = order, Version = version,
            Acks = (flags & 1) != 0, CanRollBack = (flags & 2) != 0, Suspended = (flags & 4) != 0, Unlisted = (flags & 8) != 0, NewcomersOffer = (flags & 16) != 0, OthersOffer = (flags & 32) != 0,
        };
    }

    public static void Write(this ByteWriter to, IReadOnlyList<Member> members)
    {
        to.Number(members.Count);
        foreach (var member in members) to.Write(member);
    }

    public static Member[] Members(this ref ByteReader from)
    {
        var members = new Member[from.Count()];
        for (var i = 0; i < members.Length; i++) members[i] = from.Member();
        return members;
    }

    public static void Write(this ByteWriter to, IReadOnlyList<string> texts)
    {
        to.Number(texts.Count);
        foreach (var text in texts) to.Text(text);
    }

    public static string[] Texts(this ref ByteReader from)
    {
        var texts = new string[from.Count()];
        for (var i = 0; i < texts.Length; i++) texts[i] = from.Text();
        return texts;
    }

    public static void Write(this ByteWriter to, in Signal signal)
    {
        to.Byte((byte)signal.Kind);
        to.Number(signal.Number);
        to.TextOrNull(signal.Connection);
        to.Number(signal.Negotiation);
        to.TextOrNull(signal.TargetInstance);
        to.TextOrNull(signal.Ufrag);
        to.Flag(signal.IsDescribed);
        to.Number(signal.PatienceMs);
        to.Number(signal.AppliedNumber);
        to.Bytes(signal.Payload.Span);
    }

    public static Signal Signal(this ref ByteReader from) => new()
    {
        Kind = (SignalKind)from.Byte(),
        Number = from.Number(),
        Connection = from.TextOrNull(),
        Negotiation = from.Number(),
        TargetInstance = from.TextOrNull(),
        Ufrag = from.TextOrNull(),
        IsDescribed = from.Flag(),
        PatienceMs = (int)from.Number(),
        AppliedNumber = from.Number(),
        Payload = from.Bytes(),
    };
}
