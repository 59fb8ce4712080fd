#include "ConeDNN.h"

#include <cstdio>
#include <exception>
#include <string>
#include <unordered_map>

#include "versions.h"

using namespace dnnl;
using Tag = memory::format_tag;
using Type = memory::data_type;

namespace {

engine &cpu() {
  static engine instance(engine::kind::cpu, 0);
  return instance;
}

stream &queue() {
  static stream instance(cpu());
  return instance;
}

memory::desc described(memory::dims dims, Type type, Tag tag) { return {dims, type, tag}; }

memory at(const memory::desc &desc, const void *data) {
  return memory(desc, cpu(), const_cast<void *>(data));
}

}  // namespace

// One pass: a primitive over a slice of the batch, run once for each slice.
struct Pass {
  primitive run;
  memory::desc source, destination;  // of a slice
  memory::desc weights;              // what it reads or, for the gradient, writes
  size_t scratch = 0;
  int32_t slices = 1;
  std::string implementation;
};

struct od_convolution {
  memory::desc plain;  // [out, in / groups, height, width], in groups where there are several
  memory::desc bias;
  memory::desc master;  // float32, what the optimizer works on
  Pass passes[3];

  explicit od_convolution(const od_convolution_shape &s);
};

od_convolution::od_convolution(const od_convolution_shape &s) {
  Type type = s.type == OD_BFLOAT16 ? Type::bf16 : Type::f32;
  Tag blocked = s.lanes == 16 ? Tag::nChw16c : Tag::nChw8c;
  int32_t reach = s.dilation * (s.kernel - 1) + 1;
  auto outer = [&](int32_t size) { return (size + 2 * s.padding - reach) / s.stride + 1; };
  memory::dims dims{s.out_channels, s.in_channels / s.groups, s.kernel, s.kernel};
  if (s.groups > 1) {
    dims[0] /= s.groups;
    dims.insert(dims.begin(), s.groups);
  }
  plain = described(dims, Type::f32, s.groups > 1 ? Tag::goihw : Tag::oihw);
  bias = s.bias ? described({s.out_channels}, Type::f32, Tag::x) : memory::desc();
  memory::desc any = described(dims, type, Tag::any);
  memory::desc gradient = described(dims, Type::f32, Tag::any);
  memory::dims strides{s.stride, s.stride}, padding{s.padding, s.padding};
  memory::dims dilation{s.dilation - 1, s.dilation - 1};

  primitive_attr bare, fused;
  bare.set_scratchpad_mode(scratchpad_mode::user);
  fused.set_scratchpad_mode(scratchpad_mode::user);
  post_ops after;
  if (s.add) after.append_sum();
  if (s.activation == OD_RELU) onednn::appendReLU(after);
  if (s.activation == OD_HARD_SWISH) onednn::appendHardSwish(after);
  if (s.add || s.activation != OD_NONE) fused.set_post_ops(after);

  auto forward = [&](algorithm a, const Pass &p) {
    auto kind = s.training ? prop_kind::forward_training : prop_kind::forward_inference;
    return onednn::describe<convolution_forward>(
        cpu(), fused, kind, a, p.source, any, bias, p.destination, strides, dilation, padding,
        padding);
  };
  auto backwardData = [&](algorithm a, const Pass &p) {
    return onednn::describeGradient<convolution_backward_data>(
        cpu(), bare, forward(a, p), a, p.source, any, p.destination, strides, dilation, padding,
        padding);
  };
  auto backwardWeights = [&](algorithm a, const Pass &p) {
    return onednn::describeGradient<convolution_backward_weights>(cpu(), bare, forward(a, p), a,
        p.source, gradient, bias, p.destination, strides, dilation, padding, padding);
  };
  // Winograd where it was asked for and is offered.
  auto described_by = [&](od_pass pass, auto make) {
    if (s.algorithm[pass] == OD_WINOGRAD) {
      try {
        return make(algorithm::convolution_winograd, passes[pass]);
      } catch (const error &) {
      }
    }
    return make(algorithm::convolution_direct, passes[pass]);
  };
  auto slice = [&](Pass &p) {
    int32_t batch = s.batch / p.slices;
    p.source = described({batch, s.in_channels, s.height, s.width}, type,
        s.plain_input ? Tag::nchw : blocked);
    p.destination = described(
        {batch, s.out_channels, outer(s.height), outer(s.width)}, type, blocked);
  };
  auto plan = [&](od_pass pass, auto make, bool may_be_sliced) {
    Pass &p = passes[pass];
    slice(p);
    auto d = described_by(pass, make);
    while (may_be_sliced && d.scratchpad_desc().get_size() > s.scratch_limit
        && s.batch % (2 * p.slices) == 0) {
      p.slices *= 2;
      slice(p);
      d = described_by(pass, make);
    }
    p.scratch = d.scratchpad_desc().get_size();
    p.implementation = d.impl_info_str();
    return d;
  };

  auto f = plan(OD_FORWARD, forward, true);
  passes[OD_FORWARD].run = convolution_forward(f);
  master = passes[OD_FORWARD].weights = f.weights_desc();
  if (s.training) {
    auto w = plan(OD_BACKWARD_WEIGHTS, backwardWeights, false);
    passes[OD_BACKWARD_WEIGHTS].run = convolution_backward_weights(w);
    master = passes[OD_BACKWARD_WEIGHTS].weights = w.diff_weights_desc();
  } else if (type == Type::bf16) {
    master = plain;
  }
  if (s.training && !s.plain_input) {
    auto d = plan(OD_BACKWARD_DATA, backwardData, true);
    passes[OD_BACKWARD_DATA].run = convolution_backward_data(d);
    passes[OD_BACKWARD_DATA].weights = d.weights_desc();
  }
}

namespace {

// Runs `body`; exceptions of C++ end here.
template <class Body>
int guarded(Body body) {
  try {
    body();
    queue().wait();
    return 0;
  } catch (const error &e) {
    return e.status ? int(e.status) : -1;
  } catch (const std::exception &) {
    return -1;
  }
}

void copy(const memory::desc &from, const void *source, const memory::desc &to, void *target) {
  memory a = at(from, source), b = at(to, target);
  reorder(a, b).execute(queue(), a, b);
}

memory scratchpad(const Pass &p, void *data) {
  return at(memory::desc({memory::dim(p.scratch)}, Type::u8, Tag::x), data);
}

// Part number `index` of a batch: slices lie one behind the other.
memory slice(const memory::desc &desc, const void *batch, int32_t index) {
  return at(desc, static_cast<const char *>(batch) + size_t(index) * desc.get_size());
}

}  // namespace

od_convolution *od_convolution_create(
    const od_convolution_shape *shape, char *error, size_t error_capacity) {
  try {
    return new od_convolution(*shape);
  } catch (const std::exception &e) {
    std::snprintf(error, error_capacity, "%s", e.what());
    return nullptr;
  }
}

void od_convolution_destroy(od_convolution *convolution) { delete convolution; }

const char *od_convolution_implementation(const od_convolution *c, od_pass pass) {
  return c->passes[pass].implementation.c_str();
}

size_t od_convolution_scratch_bytes(const od_convolution *c, od_pass pass) {
  return c->passes[pass].scratch;
}

size_t od_convolution_weights_bytes(const od_convolution *c) { return c->master.get_size(); }

size_t od_convolution_copy_bytes(const od_convolution *c, od_pass pass) {
  const memory::desc &weights = c->passes[pass].weights;
  return weights == c->master ? 0 : weights.get_size();
}

int od_convolution_pack(const od_convolution *c, od_pass pass, const float *weights, void *target) {
  return guarded([&] { copy(c->master, weights, c->passes[pass].weights, target); });
}

int od_convolution_import(const od_convolution *c, const float *oihw, float *weights) {
  return guarded([&] { copy(c->plain, oihw, c->master, weights); });
}

int od_convolution_export(const od_convolution *c, const float *weights, float *oihw) {
  return guarded([&] { copy(c->master, weights, c->plain, oihw); });
}

int od_convolution_forward(
    const od_convolution *c, const void *src, const void *weights, const float *bias, void *dst,
    void *scratch) {
  const Pass &p = c->passes[OD_FORWARD];
  return guarded([&] {
    for (int32_t i = 0; i < p.slices; i++) {
      std::unordered_map<int, memory> arguments{
          {DNNL_ARG_SRC, slice(p.source, src, i)},
          {DNNL_ARG_WEIGHTS, at(p.weights, weights)},
          {DNNL_ARG_DST, slice(p.destination, dst, i)},
          {DNNL_ARG_SCRATCHPAD, scratchpad(p, scratch)}};
      if (bias) arguments[DNNL_ARG_BIAS] = at(c->bias, bias);
      p.run.execute(queue(), arguments);
    }
  });
}

int od_convolution_backward_data(
    const od_convolution *c, const void *diff_dst, const void *weights, void *diff_src,
    void *scratch) {
  const Pass &p = c->passes[OD_BACKWARD_DATA];
  return guarded([&] {
    for (int32_t i = 0; i < p.slices; i++)
      p.run.execute(queue(),
          {{DNNL_ARG_DIFF_DST, slice(p.destination, diff_dst, i)},
              {DNNL_ARG_WEIGHTS, at(p.weights, weights)},
              {DNNL_ARG_DIFF_SRC, slice(p.source, diff_src, i)},
              {DNNL_ARG_SCRATCHPAD, scratchpad(p, scratch)}});
  });
}

int od_convolution_backward_weights(
    const od_convolution *c, const void *src, const void *diff_dst, float *diff_weights,
    float *diff_bias, void *scratch) {
  const Pass &p = c->passes[OD_BACKWARD_WEIGHTS];
  return guarded([&] {
    std::unordered_map<int, memory> arguments{
        {DNNL_ARG_SRC, at(p.source, src)}, {DNNL_ARG_DIFF_DST, at(p.destination, diff_dst)},
        {DNNL_ARG_DIFF_WEIGHTS, at(p.weights, diff_weights)},
        {DNNL_ARG_SCRATCHPAD, scratchpad(p, scratch)}};
    if (diff_bias) arguments[DNNL_ARG_DIFF_BIAS] = at(c->bias, diff_bias);
    p.run.execute(queue(), arguments);
  });
}
