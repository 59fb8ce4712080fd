// Functions of a vector of blocked_vector.h, and d times their derivative at t.

#define LOWER(v, most) \
  ((vector)(((mask)(v) & ~((v) > (most))) | ((mask)((vector){} + (most)) & ((v) > (most)))))

#define RELU(t) RAISE(t, 0.0f)
#define RELU_GRADIENT(t, d) SELECT((t) > 0.0f, d)

#define HARD_SWISH(t) ({ \
    vector raised = (t) + 3.0f; \
    raised = RAISE(raised, 0.0f); \
    (t) * LOWER(raised, 6.0f) * (1.0f / 6.0f); })
#define HARD_SWISH_GRADIENT(t, d) ({ \
    vector at = (t), by = (d), slope = at * (1.0f / 3.0f) + 0.5f; \
    vector inner = by * slope; \
    vector outer = SELECT(at > 3.0f, by); \
    (vector)(((mask)inner & ~((at < -3.0f) | (at > 3.0f))) | (mask)outer); })

// e^v by Cephes' polynomial on half a step of log 2 each way, to 2 ulp; beyond ±87 as at ±87.
#define EXP(v) ({ \
    vector t_ = RAISE(v, -87.0f); \
    t_ = LOWER(t_, 87.0f); \
    vector n_ = (t_ * 1.44269504f + 12582912.0f) - 12582912.0f; \
    vector r_ = (t_ - n_ * 0.693359375f) + n_ * 2.12194440e-4f; \
    vector p_ = ((((r_ * 1.9875691500e-4f + 1.3981999507e-3f) * r_ + 8.3334519073e-3f) * r_ \
        + 4.1665795894e-2f) * r_ + 1.6666665459e-1f) * r_ + 5.0000001201e-1f; \
    p_ = p_ * r_ * r_ + r_ + 1.0f; \
    p_ * (vector)((__builtin_convertvector(n_, mask) + 127) << 23); })

#define SIGMOID(t) ({ \
    vector negated = -(t); \
    1.0f / (1.0f + EXP(negated)); })
#define SIGMOID_GRADIENT(t, d) ({ \
    vector negated = -(t); \
    vector s_ = 1.0f / (1.0f + EXP(negated)); \
    (d) * s_ * (1.0f - s_); })
